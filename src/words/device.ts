/** What results of a graphics processor are called wherever they are shown: single precision, checked against the kernel. */
export const graphicsProcessor = (adapter: string): string => `graphics processor ${adapter}, f32, audited`;
