import { In } from "typeorm";
import { onceForKey } from "../core/database/client-keys";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError, notFound, refusal } from "../core/errors";
import type { Ids } from "../core/ids";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import { checkDefinition } from "./check-definition";
import type { FieldDefinition, FormDefinition } from "./form-definition";
import { presetNamed } from "./form-presets";
import type { LabelFieldInput, PublishLabelFormInput } from "./forms.inputs";
import { LabelForm } from "./label-form.entity";

/** Label forms and their versions. */
export class FormsService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
    private readonly ids: Ids,
  ) {}

  /** A form by name: the version asked for, or the newest. @throws LabelroomError NOT_FOUND. */
  async form(
    viewer: Viewer,
    by: { readonly projectId: string; readonly name: string; readonly version: number | null },
  ): Promise<LabelForm> {
    return this.store.read(async (reader) => {
      await this.access.requireMember(reader, viewer, { operation: "labelForm", projectId: by.projectId });
      const form = await this.#find(reader, by);
      if (form === null) throw notFound("name", "label form");
      return form;
    });
  }

  /** All versions of a project's forms, newest first. */
  async forms(viewer: Viewer, projectId: string, page: PageRequest): Promise<Connection<LabelForm>> {
    return this.store.read(async (reader) => {
      await this.access.requireMember(reader, viewer, { operation: "labelForms", projectId });
      return pageOf(
        reader.select(LabelForm, "form").where("form.projectId = :projectId", { projectId }),
        page,
        {
          columns: ["form.publishedAt", "form.id"],
          direction: "DESC",
          keyOf: (form) => [form.publishedAt.toISOString(), form.id],
        },
      );
    });
  }

  /** Forms by id, for loaders and other folders. */
  byIds(reader: Reader, ids: readonly string[]): Promise<LabelForm[]> {
    return reader.find(LabelForm, { where: { id: In([...ids]) } });
  }

  load(ids: readonly string[]): Promise<LabelForm[]> {
    return this.store.read((reader) => this.byIds(reader, ids));
  }

  /**
   * Publishes a version: a preset as it ships, or the given fields. The next number is taken under the unique
   * constraint, so of two at once one is refused.
   * @throws LabelroomError BAD_INPUT naming the field and the rule.
   */
  async publish(viewer: Viewer, input: PublishLabelFormInput): Promise<LabelForm> {
    const { projectId } = input;
    return this.store.transaction(async (tx) => {
      await this.access.requireMember(tx, viewer, { operation: "publishLabelForm", projectId });
      const definition = definitionFrom(input);
      const issues = checkDefinition(definition);
      if (issues.length > 0) {
        throw new LabelroomError(
          "BAD_INPUT",
          issues.map((issue) => ({ ...issue, path: `input.${issue.path}` })),
        );
      }
      const { key, ...content } = input;
      const publishedBy = accountIdOf(viewer);
      const make = async (): Promise<{ formId: string }> => {
        const { id } = await this.#insert(tx, { projectId, definition, publishedBy });
        tx.audit({ ...actorOf(viewer), action: "publishLabelForm", projectId, targetId: id, result: "DONE" });
        return { formId: id };
      };
      const call = { accountId: publishedBy ?? "local", mutation: "publishLabelForm", input: content };
      const { formId } = key ? (await onceForKey(tx, { ...call, key }, make)).result : await make();
      return this.#byId(tx, formId);
    });
  }

  /**
   * The newest version of a form; a preset that the project has not published yet is published as it ships.
   * @throws LabelroomError BAD_INPUT where there is no such form.
   */
  async newest(tx: Transaction, projectId: string, name: string): Promise<LabelForm> {
    const form = await this.#find(tx, { projectId, name, version: null });
    if (form !== null) return form;
    const definition = presetNamed(name);
    if (definition === null)
      throw refusal("BAD_INPUT", "input.form", "exists", `There is no label form ${name}.`);
    return this.#insert(tx, { projectId, definition, publishedBy: null });
  }

  #find(
    reader: Reader,
    {
      projectId,
      name,
      version,
    }: { readonly projectId: string; readonly name: string; readonly version: number | null },
  ): Promise<LabelForm | null> {
    const where = version === null ? { projectId, name } : { projectId, name, version };
    return reader.findOne(LabelForm, { where, order: { version: "DESC" } });
  }

  async #insert(
    tx: Transaction,
    {
      projectId,
      definition,
      publishedBy,
    }: {
      readonly projectId: string;
      readonly definition: FormDefinition;
      readonly publishedBy: string | null;
    },
  ): Promise<LabelForm> {
    const { name, title, description, fields } = definition;
    const last = await this.#find(tx, { projectId, name, version: null });
    const id = this.ids.next("form");
    const version = (last?.version ?? 0) + 1;
    const publishedAt = await tx.now();
    const copied = fields.map((field) => ({ ...field }));
    await tx.insert(LabelForm, {
      id,
      projectId,
      name,
      version,
      title,
      description,
      fields: copied,
      publishedBy,
      publishedAt,
    });
    return this.#byId(tx, id);
  }

  async #byId(tx: Transaction, id: string): Promise<LabelForm> {
    const [form] = await this.byIds(tx, [id]);
    if (form === undefined) throw new Error(`The form ${id} is gone within its own unit.`);
    return form;
  }
}

function definitionFrom({ name, title, description, fields }: PublishLabelFormInput): FormDefinition {
  if (fields)
    return { name, title: title ?? name, description: description ?? "", fields: fields.map(fieldFrom) };
  const preset = presetNamed(name);
  if (preset === null)
    throw refusal("BAD_INPUT", "input.fields", "required", `${name} is no preset: give its fields.`);
  return preset;
}

function fieldFrom({ scale, choices, conditions, ...field }: LabelFieldInput): FieldDefinition {
  return {
    ...field,
    ...(scale ? { scale } : {}),
    ...(choices ? { choices } : {}),
    ...(conditions ? { conditions } : {}),
  };
}
