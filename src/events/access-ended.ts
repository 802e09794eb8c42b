import { LabelroomError } from "../core/errors";

/** A subscription's end that the client must hear of: the right to listen is gone. */
export class AccessEnded {
  readonly error = new LabelroomError("FORBIDDEN");
}
