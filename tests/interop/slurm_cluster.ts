// A Slurm cluster of one node on this machine: daemons, ports, keys and files of its own, so that several can run side by side and
// nothing of the system is touched. The daemons die with the process that started them.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const PROGRAMS = ["sbatch", "squeue", "scancel", "scontrol", "sinfo", "slurmctld", "slurmd", "munged", "setpriv"];
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const PREFIX = "larmor-slurm-";

/** Why a cluster cannot be started here; undefined if it can. */
export function obstacle(): string | undefined {
  const absent = PROGRAMS.filter((name) => !PATH.split(":").some((dir) => existsSync(join(dir, name))));
  if (absent.length > 0) return `Slurm (${absent.join(", ")})`;
  return process.getuid?.() === 0 ? undefined : "Slurm for this user (its daemons are started by root)";
}

export interface Cluster {
  dir: string;
  env: NodeJS.ProcessEnv;
  /** Runs a Slurm command; what it printed. */
  slurm(program: string, ...args: string[]): Promise<string>;
  /** Kills the node's daemon, not the jobs under it, and starts it again. */
  restartNode(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one, with room for `tasks` tasks at a time whatever cores this machine has. */
export async function startCluster(tasks: number): Promise<Cluster> {
  removeLeftovers();
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(dir, "owner"), String(process.pid));
  for (const name of ["munge", "state", "spool"])
    mkdirSync(join(dir, name), { mode: name === "munge" ? 0o711 : 0o755 });
  writeFileSync(join(dir, "munge", "key"), randomBytes(128), { mode: 0o400 });
  const conf = join(dir, "slurm.conf");
  writeFileSync(conf, config(dir, tasks, await freePort(), await freePort()));
  const env = { ...process.env, PATH, SLURM_CONF: conf };

  const start = (program: string, args: string[]): ChildProcess => {
    const log = openSync(join(dir, `${program}.out`), "a");
    const child = spawn("setpriv", ["--pdeathsig", "KILL", program, ...args], { env, stdio: ["ignore", log, log] });
    closeSync(log);
    return child;
  };
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await Promise.race([gone, sleep(5000, undefined, { ref: false }).then(() => child.kill("SIGKILL"))]);
  };
  // never waited for in this thread: a command takes seconds where the machine is busy, and the jobs run on meanwhile
  const slurm = async (program: string, ...args: string[]): Promise<string> =>
    (await promisify(execFile)(program, args, { env })).stdout.trim();
  const attempt = (program: string, ...args: string[]) => slurm(program, ...args).catch(() => "");
  const idle = async (): Promise<void> => {
    for (let wait = 0; wait < 300; wait++) {
      if (/^(idle|mix|alloc|comp)$/.test(await attempt("sinfo", "-h", "-o", "%t"))) return;
      await sleep(100);
    }
    const logs = ["slurmctld.log", "slurmd.log", "munge/log"].map((name) => tail(join(dir, name))).join("\n");
    throw new Error(`the cluster in ${dir} does not come up\n${logs}`);
  };

  const munge = join(dir, "munge");
  const daemons = [
    start("munged", [
      ...["--foreground", "--force", "--num-threads=2", `--socket=${munge}/socket`, `--key-file=${munge}/key`],
      ...[`--pid-file=${munge}/pid`, `--log-file=${munge}/log`, `--seed-file=${munge}/seed`],
    ]),
  ];
  for (let wait = 0; wait < 100 && !existsSync(join(munge, "socket")); wait++) await sleep(50);
  daemons.push(start("slurmctld", ["-D", "-f", conf]));
  let node = start("slurmd", ["-D", "-f", conf]);
  const cluster: Cluster = {
    dir,
    env,
    slurm,
    async restartNode() {
      await end(node, "SIGKILL");
      node = start("slurmd", ["-D", "-f", conf]);
      await idle();
    },
    async stop() {
      await attempt("scancel", "--state=PENDING", "--user=root");
      await attempt("scancel", "--user=root");
      for (let wait = 0; wait < 50 && (await attempt("squeue", "-h")) !== ""; wait++) await sleep(100);
      await end(node, "SIGTERM");
      for (const daemon of daemons.reverse()) await end(daemon, "SIGTERM");
      rmSync(dir, { recursive: true, force: true });
    },
  };
  try {
    await idle();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** A requeued job waits until its credential has expired (cred_expire), else two minutes. */
const config = (dir: string, tasks: number, controller: number, node: number): string => `
ClusterName=larmor
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${node}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${dir}/munge/socket,cred_expire=5
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${dir}/state
SlurmdSpoolDir=${dir}/spool
SlurmctldPidFile=${dir}/slurmctld.pid
SlurmdPidFile=${dir}/slurmd.pid
SlurmctldLogFile=${dir}/slurmctld.log
SlurmdLogFile=${dir}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
MailProg=/bin/true
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0,bf_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
SlurmctldTimeout=10
SlurmdTimeout=60
KillWait=3
MinJobAge=300
JobRequeue=1
MaxArraySize=9
PropagateResourceLimits=NONE
DebugFlags=NO_CONF_HASH
NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=${tasks} RealMemory=16000 State=UNKNOWN
PartitionName=main Nodes=${hostname()} Default=YES MaxTime=INFINITE State=UP
`;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const tail = (file: string): string =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(-15).join("\n") : "";

/**
 * Removes what killed tests left: their folders, and the watchers of jobs (slurmstepd), which outlive their daemons.
 */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dir = join(tmpdir(), name);
    try {
      process.kill(Number(readFileSync(join(dir, "owner"), "utf8")), 0);
    } catch (error) {
      // a folder without an owner is being made just now
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") continue;
      for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
        if (environment(pid).includes(`SLURM_CONF=${dir}/`)) process.kill(Number(pid), "SIGKILL");
      }
      rmSync(dir, { recursive: true, force: true });
    }
  }
}

function environment(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return ""; // it ended just now
  }
}
