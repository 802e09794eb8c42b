import { ObjectType } from "type-graphql";
import { RoomEvent } from "../events/events.types";

/** Refs: `messageId`, `version`. */
@ObjectType({ implements: RoomEvent, description: "Somebody posted a message." })
export class MessagePosted extends RoomEvent {}

/** Refs: `edgeCaseId`, `version`. */
@ObjectType({ implements: RoomEvent, description: "Somebody asked an edge-case question." })
export class EdgeCaseAsked extends RoomEvent {}

/** Refs: `edgeCaseId`, `answerId`, `version` (of the answer). */
@ObjectType({ implements: RoomEvent, description: "A researcher answered an edge-case question." })
export class EdgeCaseAnswered extends RoomEvent {}
