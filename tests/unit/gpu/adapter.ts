// A graphics processor for the tests: SwiftShader, which computes what one would in software. @sparticuz/chromium unpacks it.
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";

/** Loaded libraries stay, though Node takes them for add-ons that failed: dlopen's RTLD_NODELETE. */
const STAYS = 0x1000;

/** What a process needs in its environment to find SwiftShader. */
export async function softwareAdapter(): Promise<Record<string, string>> {
  await chromium.executablePath();
  return { VK_ICD_FILENAMES: join(tmpdir(), "vk_swiftshader_icd.json"), LD_LIBRARY_PATH: tmpdir() };
}

/** Makes this process find it. */
export async function useSoftwareAdapter(): Promise<void> {
  process.env.VK_ICD_FILENAMES ??= (await softwareAdapter()).VK_ICD_FILENAMES;
  try {
    process.dlopen({ exports: {} }, join(tmpdir(), "libvulkan.so.1"), constants.dlopen.RTLD_NOW | STAYS);
  } catch {
    // it is no add-on; what matters is that it is loaded
  }
}
