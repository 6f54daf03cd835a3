// What the audits of a group's realisations on a graphics processor found together.

import type { RealisationRecord } from "../flight/record.js";

export interface AuditStatistics {
  /** paths that the kernel flew again */
  paths: number;
  /** median over the realisations of their median distances after 20 gyroradii, gyroradii */
  difference_gyroradii: number;
  /** mean difference of the response of these paths at the last path length, and its standard error, pc */
  response_difference_pc: number[][];
  response_difference_sem_pc: number[][] | null;
}

export type Audited = Required<
  Pick<RealisationRecord, "realisation" | "audit_paths" | "audit_difference_gyroradii" | "audit_response_difference_pc">
>;

/** Keeps a record's audit, if it has one. */
export function addAudit(into: Audited[], record: RealisationRecord): void {
  const { realisation, audit_paths, audit_difference_gyroradii, audit_response_difference_pc } = record;
  if (audit_paths === undefined || audit_difference_gyroradii === undefined) return;
  if (audit_response_difference_pc === undefined) return;
  into.push({ realisation, audit_paths, audit_difference_gyroradii, audit_response_difference_pc });
}

/** The same whatever the order in which they came. */
export function auditStatistics(found: Audited[]): AuditStatistics {
  const rows = [...found].sort((a, b) => a.realisation - b.realisation);
  const count = rows.length;
  const medians = rows.map((row) => row.audit_difference_gyroradii).sort((a, b) => a - b);
  const each = (value: (i: number, j: number) => number) => [0, 1, 2].map((i) => [0, 1, 2].map((j) => value(i, j)));
  const sum = (value: (row: Audited) => number) => rows.reduce((total, row) => total + value(row), 0);
  const mean = each((i, j) => sum((row) => row.audit_response_difference_pc[i][j]) / count);
  const square = (i: number, j: number) => sum((row) => (row.audit_response_difference_pc[i][j] - mean[i][j]) ** 2);
  return {
    paths: sum((row) => row.audit_paths),
    difference_gyroradii: medians[Math.floor(count / 2)],
    response_difference_pc: mean,
    response_difference_sem_pc: count < 2 ? null : each((i, j) => Math.sqrt(square(i, j) / (count * (count - 1)))),
  };
}
