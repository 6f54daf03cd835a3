// A device whose calls are watched, and that says it has no memory when a test wants so.

interface Watch {
  /** size of each buffer that was made */
  sizes: number[];
  /** how often making buffers is to fail from now on */
  shortages: number;
  /** called before each dispatch and each copy back */
  encoding?: () => void;
}

export function watched(device: GPUDevice, watch: Watch): GPUDevice {
  return new Proxy(device, {
    get(target, key) {
      if (key === "createBuffer")
        return (descriptor: GPUBufferDescriptor) => {
          watch.sizes.push(descriptor.size);
          return target.createBuffer(descriptor);
        };
      if (key === "popErrorScope")
        return async () => (await target.popErrorScope()) ?? (watch.shortages-- > 0 ? { message: "no memory" } : null);
      if (key === "createCommandEncoder") watch.encoding?.();
      const value = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
