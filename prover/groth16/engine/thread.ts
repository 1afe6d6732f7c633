import type { Answer, Request } from "./servant.ts";

/** A place that serves requests, in a thread of its own or not. */
export interface Thread {
  post(request: Request): void;
  /** Sets the listeners; `onFailure` is called at most once, when the thread is no more. */
  listen(onAnswer: (answer: Answer) => void, onFailure: (error: Error) => void): void;
  terminate(): Promise<void>;
}
