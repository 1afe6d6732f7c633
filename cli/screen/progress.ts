import { Presets, SingleBar } from "cli-progress";

/** How far a long step is. */
export interface Progress {
  /** @param total 0 where the end is not known */
  show(label: string, done?: number, total?: number): void;
  stop(): void;
}

const SILENT: Progress = { show: () => {}, stop: () => {} };

/** What is done sooner shows no bar: one that flashes only disturbs. */
const DELAY_MS = 400;

/** A bar on stderr, on a terminal only, gone when the work is done. */
export function newProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (stream.isTTY !== true || process.env.TERM === "dumb") return SILENT;
  let timer: NodeJS.Timeout | undefined;
  let bar: SingleBar | undefined;
  let state = { label: "", done: 0, total: 1 };
  const draw = (): void => {
    bar?.setTotal(state.total);
    bar?.update(state.done, { label: state.label });
  };
  const begin = (): void => {
    const format = "  {bar}  {label}  {duration_formatted}";
    const options = { stream, format, barsize: 24, clearOnComplete: true, hideCursor: true, fps: 8 };
    bar = new SingleBar(options, Presets.shades_classic);
    bar.start(state.total, state.done, { label: state.label });
  };
  return {
    show(label, done = 0, total = 0) {
      state = { label, done, total: Math.max(total, 1) };
      if (bar === undefined) timer ??= setTimeout(begin, DELAY_MS);
      else draw();
    },
    stop() {
      clearTimeout(timer);
      bar?.stop();
      [timer, bar] = [undefined, undefined];
    },
  };
}
