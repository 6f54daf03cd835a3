// node tools/typecheck-kernel.js FOLDER...: tsc --project FOLDER of AssemblyScript sources, except for one error.
// TypeScript has no decorators on functions (TS1206); AssemblyScript has, and its standard library declares `inline`.
import ts from "typescript";

const DECORATORS_ARE_NOT_VALID_HERE = 1206;

const diagnostics = process.argv.slice(2).flatMap((folder) => {
  const { config, error } = ts.readConfigFile(`${folder}/tsconfig.json`, ts.sys.readFile);
  if (error) return [error];
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  return [...errors, ...ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))];
});
const wrong = diagnostics.filter(({ code }) => code !== DECORATORS_ARE_NOT_VALID_HERE);
process.stdout.write(
  ts.formatDiagnosticsWithColorAndContext(wrong, {
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getCanonicalFileName: (name) => name,
    getNewLine: () => "\n",
  }),
);
process.exitCode = wrong.length > 0 ? 1 : 0;
