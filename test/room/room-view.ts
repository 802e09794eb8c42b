import type { EdgeCaseData, EventData, MessageData } from "./room-operations";

/** What a client's page of the room shows. */
export interface RoomView {
  readonly edgeCases: ReadonlyMap<string, EdgeCaseData>;
  readonly messages: ReadonlyMap<string, MessageData>;
}

/** A view after an event, as a client applies it that asks for nothing else. */
export function applied(view: RoomView, event: EventData): RoomView {
  const { message, edgeCase, guideline } = event;
  const messages = message === undefined ? view.messages : new Map(view.messages).set(message.id, message);
  const changed = [...(edgeCase === undefined ? [] : [edgeCase]), ...(guideline?.foldsIn ?? [])];
  const edgeCases = new Map(view.edgeCases);
  for (const one of changed) edgeCases.set(one.id, one);
  return { messages, edgeCases };
}

/** A view in a form that compares. */
export function sorted({ edgeCases, messages }: RoomView): {
  edgeCases: EdgeCaseData[];
  messages: MessageData[];
} {
  const byId = <T extends { readonly id: string }>(a: T, b: T): number => (a.id < b.id ? -1 : 1);
  return { edgeCases: [...edgeCases.values()].sort(byId), messages: [...messages.values()].sort(byId) };
}
