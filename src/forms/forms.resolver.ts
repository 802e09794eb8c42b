import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../core/context";
import { PageArgs } from "../core/paging.types";
import { PublishLabelFormInput } from "./forms.inputs";
import type { FormsService } from "./forms.service";
import { LabelFieldType, LabelFormConnection, PublishLabelFormPayload } from "./forms.types";
import { LabelForm } from "./label-form.entity";

@Resolver(() => LabelForm)
export class FormsResolver {
  constructor(private readonly forms: FormsService) {}

  @Query(() => LabelForm, { description: "A label form: the newest version, or the one asked for." })
  labelForm(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("name", () => String, { description: "The form's name." }) name: string,
    @Arg("version", () => Int, { nullable: true, description: "From 1; absent: the newest." })
    version: number | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<LabelForm> {
    return this.forms.form(viewer, { projectId, name, version: version ?? null });
  }

  @Query(() => LabelFormConnection, { description: "All versions of a project's label forms, newest first." })
  labelForms(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<LabelFormConnection> {
    return this.forms.forms(viewer, projectId, page);
  }

  @FieldResolver(() => [LabelFieldType], { description: "The questions, in their order." })
  fields(@Root() form: LabelForm): LabelFieldType[] {
    return form.fields as LabelFieldType[];
  }

  @Mutation(() => PublishLabelFormPayload, { description: "Publishes a new version of a label form." })
  async publishLabelForm(
    @Arg("input", () => PublishLabelFormInput, { description: "The form." }) input: PublishLabelFormInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<PublishLabelFormPayload> {
    return { labelForm: await this.forms.publish(viewer, input) };
  }
}
