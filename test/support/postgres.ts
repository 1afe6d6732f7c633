import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Debian's place for servers, newest version last. */
const VERSIONS = "/usr/lib/postgresql";

/** Folder of initdb and pg_ctl, where PostgreSQL is installed. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  const found = readdirSync(VERSIONS)
    .toSorted((a, b) => Number(a) - Number(b))
    .map((version) => join(VERSIONS, version, "bin"));
  return found.findLast((bin) => existsSync(join(bin, "initdb")));
}

/** A server of one's own, on a socket in a temporary folder and nowhere else. */
export interface PostgresServer {
  /** For clients of this user only. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "solvency-pg-"));
  // PostgreSQL refuses to run as root; in containers tests often do.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if (nobody.uid !== undefined) await chown(folder, nobody.uid, nobody.gid);
  const options = { ...nobody, cwd: folder, env: { PATH: process.env.PATH ?? "", LC_ALL: "C" } };
  const data = join(folder, "data");
  await run(join(programs, "initdb"), ["-D", data, "-U", "ledger", "-A", "trust", "--no-sync"], options);
  const settings = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c fsync=off`;
  const control = (...args: string[]) => run(join(programs, "pg_ctl"), ["-D", data, "-w", ...args], options);
  await control("-o", settings, "-l", join(folder, "log"), "start");
  return {
    url: `postgres://ledger@/postgres?host=${encodeURIComponent(folder)}`,
    async stop() {
      await control("-m", "immediate", "stop");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
