// tsc --project assembly/tsconfig.json, but for one complaint: TypeScript has no decorators on functions (TS1206), AssemblyScript
// has, and `@inline` is declared by its standard library.
import ts from "typescript";

const DECORATORS_ARE_NOT_VALID_HERE = 1206;

const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile("assembly/tsconfig.json", {}, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  },
});
const found = [...errors, ...ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))].filter(
  ({ code }) => code !== DECORATORS_ARE_NOT_VALID_HERE,
);
const host = { getCurrentDirectory: ts.sys.getCurrentDirectory, getCanonicalFileName: (name) => name, getNewLine: () => "\n" };
process.stdout.write(ts.formatDiagnosticsWithColorAndContext(found, host));
process.exitCode = found.length > 0 ? 1 : 0;
