import { indented, type JsonValue } from "./canonical-json";
import { configFolders } from "./columns";
import type { Column, ColumnType } from "./column-types";
import type { ConfigFiles } from "./config-files";
import { folderName, type ReleaseDescription } from "./manifest";
import type { CountedRelease } from "./release-counter";

type JsonObject = { readonly [key: string]: JsonValue };

/** The context of Croissant 1.1: the words below belong to its vocabulary, all others to schema.org. */
const context: JsonObject = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  arrayShape: "cr:arrayShape",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  containedIn: "cr:containedIn",
  cr: "http://mlcommons.org/croissant/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileObject: "cr:fileObject",
  fileProperty: "cr:fileProperty",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isArray: "cr:isArray",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  rai: "http://mlcommons.org/croissant/RAI/",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
};

/** `croissant.json`: a FileObject for each data file, a FileSet and a RecordSet for each config. */
export function croissantText(
  description: ReleaseDescription,
  counted: CountedRelease,
  configs: readonly ConfigFiles[],
): string {
  const { release, project, erasure } = description;
  const known = counted.licenses.known;
  const value: JsonObject = {
    "@context": context,
    "@type": "sc:Dataset",
    name: folderName(description),
    description: `${release.name}, version ${release.version}: a ${release.kind} release of the project ${project.name}.`,
    conformsTo: "http://mlcommons.org/croissant/1.1",
    license: known.length === 0 ? "not stated" : known,
    url: `urn:labelroom:${release.id}`,
    version: `${release.version}.${erasure?.revision ?? 0}.0`,
    datePublished: release.frozenAt.slice(0, 10),
    creator: { "@type": "sc:Organization", name: project.name },
    citeAs: `${release.name}, version ${release.version} (${project.name}, ${release.frozenAt.slice(0, 4)}).`,
    isLiveDataset: false,
    distribution: configs.flatMap(distributionOf),
    recordSet: configs.map(recordSetOf),
  };
  return `${indented(value)}\n`;
}

function distributionOf({ config, files }: ConfigFiles): JsonObject[] {
  const encodingFormat = "application/jsonlines";
  const objects = files.map(({ path, bytes, sha256 }) => ({
    "@type": "cr:FileObject",
    "@id": path,
    name: path,
    contentUrl: path,
    contentSize: `${bytes} B`,
    encodingFormat,
    sha256,
  }));
  const set = {
    "@type": "cr:FileSet",
    "@id": fileSetId(config),
    name: fileSetId(config),
    encodingFormat,
    includes: `${configFolders[config]}/*.jsonl`,
  };
  return [...objects, set];
}

function fileSetId(config: string): string {
  return `files-of-${config}`;
}

function recordSetOf({ config, columns, files }: ConfigFiles): JsonObject {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const source = (steps: readonly string[]): JsonObject => {
    const [column = "", ...inner] = steps;
    const paths = inner.map((step) => ({ jsonPath: step }));
    return {
      fileSet: { "@id": fileSetId(config) },
      extract: { column },
      ...(paths.length === 0 ? {} : { transform: paths.length === 1 ? (paths[0] ?? {}) : paths }),
    };
  };
  const split: JsonObject = {
    "@type": "cr:Field",
    "@id": `${config}/split`,
    name: "split",
    description: "The split: train, validation or test.",
    dataType: "sc:Text",
    source: {
      fileSet: { "@id": fileSetId(config) },
      extract: { fileProperty: "fullpath" },
      transform: { regex: `${configFolders[config]}/(train|validation|test)\\.jsonl$` },
    },
  };
  return {
    "@type": "cr:RecordSet",
    "@id": config,
    name: config,
    description: `The ${rows} rows of the config ${config}.`,
    ...(columns[0]?.name === "id" ? { key: { "@id": `${config}/id` } } : {}),
    field: [split, ...columns.map((column) => fieldOf(column, { config, steps: [], source }))],
  };
}

interface FieldPlace {
  readonly config: string;
  readonly steps: readonly string[];
  readonly source: (steps: readonly string[]) => JsonObject;
}

function fieldOf({ name, type, meaning }: Column, place: FieldPlace): JsonObject {
  const steps = [...place.steps, name];
  const item = type.is === "list" ? type.of : type;
  return {
    "@type": "cr:Field",
    "@id": [place.config, ...steps].join("/"),
    name,
    ...(meaning === "" ? {} : { description: meaning }),
    ...(item.is === "struct"
      ? { subField: item.fields.map((field) => fieldOf(field, { ...place, steps })) }
      : { dataType: dataTypeOf(item), source: place.source(steps) }),
    ...(type.is === "list" ? { isArray: true, arrayShape: "-1" } : {}),
  };
}

function dataTypeOf(type: ColumnType): string {
  switch (type.is) {
    case "int64":
      return "cr:Int64";
    case "float64":
      return "cr:Float64";
    case "bool":
      return "sc:Boolean";
    case "string":
      return "sc:Text";
    default:
      throw new Error(`Croissant has no data type for a ${type.is} inside a list.`);
  }
}
