// The run folder (Node only). Everything read from it is checked:
//
//   config.json         the resolved config, canonical JSON; its SHA-256 without ensemble.realisations is the identity
//   provenance.json     versions of larmor and its numerics, SHA-256 of the kernel and of the config, number of
//                       realisations, the shard if it is one; a checksum. No clock, no host
//   realisations.jsonl  a line for each realisation of each group, in any order, appended and synced one by one; each
//                       names its run and numerics and ends in a checksum
//   summary.json        the statistics, written whole when the run is complete; never read back
//   journal.jsonl       who computed when, how long and on what, for readers; not part of the results, may be absent
//   lock                who is writing, while someone is
//   checkpoints/        what is done of realisations that take long, while they are under way
//
// Small files are written under another name and renamed. A line counts when its newline is on the disk. The last line,
// if torn, is cut off by the next --resume; any other damage is an error that names file and line (exit code 5).
export { type ClusterPlan, clusterPath, type GroupCost, holdsPlan, readPlan, writePlan } from "./cluster.js";
export { isFolder, isThere, makeFolders, writeWhole } from "./disk.js";
export { DiskError, FolderError, onDisk } from "./errors.js";
export { RunFolder } from "./folder.js";
export { appendJournal, type JournalEntry, readJournal } from "./journal.js";
export { MergeError, merge } from "./merge.js";
export { groupName } from "./parts.js";
export { Run, statisticsOf } from "./run.js";
export { type PartStatus, type Status, status } from "./status.js";
export { fileOf, holdsRun, type Origin, type Provenance, placedAs, readStored } from "./stored.js";
