/**
 * What graphics devices refused while a test ran. A refused shader or command throws nothing: what was submitted with it did not
 * run, and the zeros that are left look like numbers. `setup.ts` fails every test that leaves one here.
 */
const refusals: string[] = [];
const devices = new Set<GPUDevice>();

/** Listens to every device that will be asked of `gpu`. */
export function watched(gpu: GPU): GPU {
  const requestAdapter = gpu.requestAdapter.bind(gpu);
  gpu.requestAdapter = async (options) => {
    const adapter = await requestAdapter(options);
    if (!adapter) return null;
    const requestDevice = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (descriptor) => {
      const device = await requestDevice(descriptor);
      device.addEventListener('uncapturederror', ({ error }) => refusals.push(error.message));
      devices.add(device);
      void device.lost.then(() => devices.delete(device));
      return device;
    };
    return adapter;
  };
  return gpu;
}

/** All refusals since the last call, once the devices have said what they have to say. */
export async function takeRefusals(): Promise<string[]> {
  for (const { queue } of devices) await queue.onSubmittedWorkDone();
  return refusals.splice(0);
}
