import type { Kernel } from "../src/kernel.js";
export async function accuracy(_kernel: Kernel, _quick: boolean, _say: (text: string) => void) {
  return [];
}
