// as-pect's summary, followed by one line "N passed, N failed" that tests/ci.js reads. No test at all is a failure.
import { SummaryReporter } from "@as-pect/core";

let passed = 0;
let failed = 0;

class CountingReporter extends SummaryReporter {
  onFinish(context) {
    super.onFinish(context);
    passed += context.testPassCount;
    failed += context.testCount - context.testPassCount;
    // a trap at start-up or a snapshot error fails the file without failing a test
    if (!context.pass && context.testCount === context.testPassCount) failed += 1;
  }
}

process.on("exit", (code) => {
  if (passed + failed === 0) {
    console.error("no test of the kernel ran");
    process.exitCode = 1;
    failed = 1;
  } else if (code !== 0 && failed === 0) failed = 1;
  console.log(`\n${passed} passed, ${failed} failed`); // as-pect's summary ends in blanks without a newline
});

export default new CountingReporter();
