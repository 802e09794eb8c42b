import { ObjectType } from "type-graphql";
import { RoomEvent } from "../events/events.types";

/** Refs: `guidelineId`, `version`. */
@ObjectType({ implements: RoomEvent, description: "A researcher published a version of the guideline." })
export class GuidelinePublished extends RoomEvent {}
