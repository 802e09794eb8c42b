import { Entity } from "typeorm";
import {
  CountColumn,
  JsonColumn,
  KeyColumn,
  PrimaryCountColumn,
  PrimaryRefColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Project } from "../projects/project.entity";

/** The counter of a project's room: the number of its last event. Its row is the lock of the log. */
@Entity("rooms")
export class Room {
  @PrimaryRefColumn(() => Project)
  projectId: string;

  @CountColumn()
  lastSequence: number;
}

/** One event of a room's log: ids and versions only, so that erasure of a text needs no change here. */
@Entity("room_events")
export class StoredEvent {
  @PrimaryRefColumn(() => Project)
  projectId: string;

  /** From 1, without gaps, in the order of commits. */
  @PrimaryCountColumn()
  sequence: number;

  /** The name of the GraphQL type that implements `RoomEvent`. */
  @WordColumn(64)
  kind: string;

  @KeyColumn(40, { nullable: true })
  actorId: string | null;

  @JsonColumn()
  refs: Record<string, string | number | null>;

  @TimeColumn()
  at: Date;
}
