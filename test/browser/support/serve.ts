import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Site {
  readonly origin: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  json: "application/json",
};

/** Serves files on this machine: under /isolated/ with the headers that let a page share memory, under /plain/ without. */
export async function serve(files: Readonly<Record<string, Uint8Array | string>>): Promise<Site> {
  const server = createServer(({ url = "" }, response) => {
    const [, folder, name = ""] = /^\/(isolated|plain)\/([\w.-]*)$/.exec(url) ?? [];
    const content = folder === undefined ? undefined : files[name || "index.html"];
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const isolation =
      folder === "isolated"
        ? { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" }
        : {};
    const type = TYPES[(name || "index.html").split(".").at(-1) ?? ""] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, ...isolation }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
