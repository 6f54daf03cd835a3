// The visitor's own runs, kept in this browser: each realisation as its line of realisations.jsonl, under the identity of its
// run. A reload, a preset, a link or a crash loses nothing that was complete.
import { type Config, resolveConfig } from "../src/config/config.js";
import type { DeviceName } from "../src/gpu/device.js";
import { checkOf, checksumOf } from "./lines.js";

export interface KeptRun {
  identity: string;
  config: Config;
  /** of the kernel that computed it, or of a graphics processor's shader: other numerics are other bits */
  numerics: number | string;
  /** the graphics processor; another one makes other bits */
  device?: DeviceName;
  /** when the last of its realisations was computed, ms since 1970 */
  when: number;
  /** number of them, in all groups */
  realisations: number;
}

export interface KeptLine {
  group: number;
  realisation: number;
  line: string;
}

export interface KeptLines {
  device?: DeviceName;
  lines: KeptLine[];
}

export interface KeptRuns {
  /** null: this browser does not keep anything for this page */
  list(): Promise<KeptRun[] | null>;
  /**
   * The lines of a run that are whole, and the graphics processor that made them; none where it was computed with other
   * numerics, or by another graphics processor than the one that is asked for.
   */
  lines(identity: string, numerics: number | string, device?: DeviceName): Promise<KeptLines>;
  /** Rejects where there is no room. */
  add(run: Omit<KeptRun, "when" | "realisations">, kept: KeptLine): Promise<void>;
  remove(identity: string): Promise<void>;
}

type Named = Omit<KeptRun, "realisations">;

const sameDevice = (a?: DeviceName, b?: DeviceName): boolean => a?.adapter === b?.adapter && a?.driver === b?.driver;

/** All keys of the lines that begin with the identity. */
const linesOf = (identity: string) => IDBKeyRange.bound([identity], [identity, []]);

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });

export function newKeptRuns(): KeptRuns {
  let opened: Promise<IDBDatabase> | undefined;

  function database(): Promise<IDBDatabase> {
    opened ??= Promise.resolve().then(() => {
      const request = indexedDB.open("larmor", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("runs", { keyPath: "identity" });
        request.result.createObjectStore("lines");
      };
      return settled(request);
    });
    return opened;
  }

  const stores = async (mode: IDBTransactionMode) => {
    const transaction = (await database()).transaction(["runs", "lines"], mode);
    return { transaction, runs: transaction.objectStore("runs"), lines: transaction.objectStore("lines") };
  };

  return {
    async list() {
      try {
        const { runs, lines } = await stores("readonly");
        const named: Named[] = await settled(runs.getAll());
        const counts = await Promise.all(named.map(({ identity }) => settled(lines.count(linesOf(identity)))));
        return named
          .map((run, i) => ({ ...run, config: resolveConfig(run.config), realisations: counts[i] }))
          .sort((a, b) => b.when - a.when);
      } catch {
        return null;
      }
    },

    async lines(identity, numerics, device) {
      const { runs, lines } = await stores("readonly").catch(() => ({ runs: undefined, lines: undefined }));
      if (runs === undefined) return { lines: [] };
      const run: Named | undefined = await settled(runs.get(identity));
      if (run?.numerics !== numerics || (device && !sameDevice(run.device, device))) return { lines: [] };
      const [keys, texts] = await Promise.all([
        settled(lines.getAllKeys(linesOf(identity))),
        settled(lines.getAll(linesOf(identity))),
      ]);
      const whole = texts.flatMap((line: string, i) => {
        const [, group, realisation] = keys[i] as [string, number, number];
        return checksumOf(line) === checkOf(line) ? { group, realisation, line } : [];
      });
      return { device: run.device, lines: whole };
    },

    async add({ identity, config, numerics, device }, { group, realisation, line }) {
      const { transaction, runs, lines } = await stores("readwrite");
      const before: Named | undefined = await settled(runs.get(identity));
      // those of other numerics are of no use any more
      const isOther = before !== undefined && (before.numerics !== numerics || !sameDevice(before.device, device));
      if (isOther) lines.delete(linesOf(identity));
      const made = device ? { device } : {};
      const now = { identity, config: JSON.parse(JSON.stringify(config)), numerics, ...made, when: Date.now() };
      runs.put(now satisfies Named);
      lines.put(line, [identity, group, realisation]);
      await finished(transaction);
    },

    async remove(identity) {
      const { transaction, runs, lines } = await stores("readwrite");
      runs.delete(identity);
      lines.delete(linesOf(identity));
      await finished(transaction);
    },
  };
}
