import { Field, ObjectType, registerEnumType } from "type-graphql";
import { connectionOf, type Connection } from "../core/paging.types";
import { Guideline } from "./guideline.entity";
import { DiffKind, type DiffPart } from "./line-diff";

registerEnumType(DiffKind, {
  name: "DiffKind",
  description: "What became of some lines between two versions.",
  valuesConfig: {
    SAME: { description: "In both." },
    REMOVED: { description: "In the earlier one only." },
    ADDED: { description: "In the later one only." },
  },
});

@ObjectType({ simpleResolvers: true, description: "Neighboring lines of one fate." })
export class GuidelineDiffPart implements DiffPart {
  @Field(() => DiffKind, { description: "What became of them." })
  kind: DiffKind;

  @Field(() => String, { description: "The lines with their line ends." })
  text: string;
}

export const GuidelineConnection = connectionOf(Guideline, "Guideline");
export type GuidelineConnection = Connection<Guideline>;

@ObjectType({ simpleResolvers: true, description: "A version that was published." })
export class PublishGuidelinePayload {
  @Field(() => Guideline, { description: "The version." })
  guideline: Guideline;
}

@ObjectType({ simpleResolvers: true, description: "A version that was acknowledged." })
export class AcknowledgeGuidelinePayload {
  @Field(() => Guideline, { description: "The version." })
  guideline: Guideline;
}
