import { createRequire } from "node:module";

/** A statement of a source, with the space and the comments before it. Offsets are those of JavaScript strings. */
export interface Statement {
  readonly startUtf16: number;
  readonly endUtf16: number;
}

export interface RunStatement extends Statement {
  readonly hits: number;
}

/** One way out of an `if`, and whether it was taken. */
export interface Branch {
  readonly line: number;
  readonly way: "then" | "else";
  readonly taken: boolean;
}

interface Node {
  readonly nodeType: string;
  /** Start and length in bytes, and the file: "12:34:0". */
  readonly src: string;
  readonly trueBody?: Node;
  readonly falseBody?: Node | null;
  readonly statements?: readonly Node[];
}

const require = createRequire(import.meta.url);

const SPACE_AND_COMMENTS = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/;

/**
 * The branches of a source, of which Hardhat reports the statements only. The `then` and the `else` of an `if` are
 * taken where their first statement ran. An `if` without `else` is passed by where it ran more often than its body, or
 * where its body leaves (by return, revert, break or continue) and the statement after it ran.
 *
 * Not counted, because they are no statements: the operands of ?:, && and ||, and the branches of assembly.
 */
export function branchesOf(path: string, source: string, statements: readonly RunStatement[]): Branch[] {
  const bytes = Buffer.from(source, "utf8");
  const utf16 = (offset: number): number => bytes.subarray(0, offset).toString("utf8").length;
  const hits = new Map(
    statements.map(({ startUtf16, endUtf16, hits: count }) => {
      const before = SPACE_AND_COMMENTS.exec(source.slice(startUtf16, endUtf16))?.[0] ?? "";
      return [startUtf16 + before.length, count];
    }),
  );
  const hitsOf = (node: Node | undefined): number =>
    node === undefined ? 0 : (hits.get(utf16(startOf(node))) ?? 0);

  const branches: Branch[] = [];
  const visit = (node: Node, next: Node | undefined): void => {
    if (node.nodeType === "IfStatement" && node.trueBody !== undefined) {
      const line = source.slice(0, utf16(startOf(node))).split("\n").length;
      const body = firstOf(node.trueBody);
      branches.push({ line, way: "then", taken: hitsOf(body) > 0 });
      const other = node.falseBody ?? undefined;
      const passed =
        other === undefined
          ? hitsOf(node) > hitsOf(body) || (leaves(node.trueBody) && hitsOf(firstOf(next)) > 0)
          : hitsOf(firstOf(other)) > 0;
      branches.push({ line, way: "else", taken: passed });
    }
    const list = node.statements ?? [];
    list.forEach((each, i) => {
      visit(each, list[i + 1]);
    });
    for (const [key, child] of Object.entries(node)) {
      if (key === "statements" || typeof child !== "object" || child === null) continue;
      for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) visit(each, undefined);
    }
  };
  visit(astOf(path, source), undefined);
  return branches;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "nodeType" in value;

const startOf = ({ src }: Node): number => Number(src.split(":")[0]);

/** The first statement of a block, however deep. */
const firstOf = (node: Node | undefined): Node | undefined =>
  node?.nodeType === "Block" || node?.nodeType === "UncheckedBlock" ? firstOf(node.statements?.[0]) : node;

/** Whether what follows a statement is not reached through it. */
function leaves(node: Node): boolean {
  const last = node.statements?.at(-1);
  if (last !== undefined) return leaves(last);
  return ["Return", "RevertStatement", "Break", "Continue"].includes(node.nodeType);
}

function astOf(path: string, source: string): Node {
  const solc = require("solc") as { compile(input: string): string };
  const input = {
    language: "Solidity",
    sources: { [path]: { content: source } },
    settings: { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as {
    sources: Record<string, { ast: Node }>;
  };
  const ast = output.sources[path]?.ast;
  if (ast === undefined) throw new Error(`${path} was not parsed`);
  return ast;
}
