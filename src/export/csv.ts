// A run as one table: a row for each realisation and path length. Comments above the table say what it is and where it
// comes from.

import { closeSync, openSync } from "node:fs";
import { type Config, canonicalJSON, storedConfig } from "../config/config.js";
import { numbersOf, OF_GROUP, type RealisationRecord } from "../flight/record.js";
import { writeAll } from "../store/disk.js";
import { FolderError, onDisk } from "../store/errors.js";
import { fileOf, type Run } from "../store/store.js";
import { csvLine } from "../words/csv.js";
import { CONVENTIONS, type Column, columnsOf, flatNames, ofLastPath, perPath, strangeKey } from "./columns.js";
import { interruptible, type Watch } from "./interruptible.js";
import { placed } from "./place.js";

const BUFFER = 1 << 20;

/** Names of the columns. */
export const csvColumns = (config: Config): string[] => [
  ...OF_GROUP,
  ...columnsOf(config).flatMap((column) => flatNames(column, config)),
];

/** Writes the table; memory does not grow with the number of realisations. Returns the number of rows. */
export async function writeCSV(run: Run, file: string, watch?: Watch): Promise<number> {
  let rows = 0;
  const columns = columnsOf(run.config);
  await placed(file, async (temporary) => {
    const fd = onDisk(file, "writing", () => openSync(temporary, "w"));
    try {
      let text = head(run);
      const flush = () => {
        onDisk(file, "writing", () => writeAll(fd, Buffer.from(text)));
        text = "";
      };
      for await (const record of interruptible(run.records(), run.done(), watch)) {
        const strange = strangeKey(record, columns);
        if (strange) throw new FolderError(fileOf(run.dir, "lines"), `${strange}: not a key that this version exports`);
        for (let t = 0; t < record.path_pc.length; t++) {
          text += csvLine(row(record, t, columns));
          rows += 1;
        }
        if (text.length > BUFFER) flush();
      }
      flush();
    } finally {
      onDisk(file, "writing", () => closeSync(fd));
    }
  });
  return rows;
}

function head({ config, provenance }: Run): string {
  const { larmor, numerics, kernel_sha256, config_sha256 } = provenance;
  const shard = provenance.shard ? `, shard ${provenance.shard.index}/${provenance.shard.of}` : "";
  const lines = [
    `Realisations of a run of larmor ${larmor}: a row for each group, realisation and path length`,
    `config ${config_sha256}, seed ${config.ensemble.seed}${shard}`,
    `numerics ${numerics}, kernel ${kernel_sha256}`,
    ...CONVENTIONS,
    `config: ${canonicalJSON(storedConfig(config))}`,
    ...columnsOf(config).map(({ name, units, about }) => `${name} [${units}]: ${about}`),
  ];
  return `${lines.map((line) => `# ${line}`).join("\n")}\n${csvLine(csvColumns(config))}`;
}

/** The shortest decimal numbers that read back to the same doubles; nothing for what only the last path length has. */
function row(record: RealisationRecord, path: number, columns: readonly Column[]): (number | null)[] {
  const common = [record.turbulence_level, record.rigidity_TV, record.path_pc[path]];
  const values = columns.flatMap((column) => {
    const numbers = numbersOf(record[column.name], column);
    if (ofLastPath(column) && path < record.path_pc.length - 1) return numbers.map(() => null);
    if (!perPath(column)) return numbers;
    const size = numbers.length / record.path_pc.length;
    return numbers.slice(path * size, (path + 1) * size);
  });
  return [...common, ...values];
}
