/** A WebGPU device's limits, by three small kernels. Work is enlarged until it takes long enough to be timed. */
import { shortest, type Limits } from './limits.ts';

const arithmetic = `
@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  var a = vec4f(f32(id.x)); var b = a + 1; var c = a + 2; var d = a + 3;
  for (var i = 0; i < 256; i++) {
    a = fma(a, vec4f(0.999), vec4f(0.001)); b = fma(b, vec4f(0.999), vec4f(0.001));
    c = fma(c, vec4f(0.999), vec4f(0.001)); d = fma(d, vec4f(0.999), vec4f(0.001));
  }
  out[id.x] = a + b + c + d;
}`;
const flopsPerThread = 256 * 4 * 4 * 2;
const copying = `
@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) { out[id.x] = x[id.x]; }`;
const nothing = `
@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@compute @workgroup_size(1) fn main() { out[0] += vec4f(1); }`;

const launches = 200;
const long = 0.02;
const mostGroups = 32_768;

export async function webgpuLimits(): Promise<Limits> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('WebGPU found no graphics adapter.');
  const device = await adapter.requestDevice();
  const size = mostGroups * 64 * 16;
  const usage = GPUBufferUsage.STORAGE;
  const buffers = [device.createBuffer({ size, usage }), device.createBuffer({ size, usage })];

  async function prepare(code: string, bindings: number) {
    const module = device.createShaderModule({ code });
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.slice(0, bindings).map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    return async (groups: number, times = 1) => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      for (let i = 0; i < times; i++) pass.dispatchWorkgroups(groups);
      pass.end();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
    };
  }
  /** Seconds for each workgroup of a dispatch that is large enough. */
  async function perGroup(run: (groups: number, times: number) => Promise<void>): Promise<number> {
    let [groups, times] = [64, 1];
    for (;;) {
      await run(groups, times);
      const seconds = await shortest(3, () => run(groups, times));
      if (seconds >= long || times >= 256) return (await shortest(5, () => run(groups, times))) / (groups * times);
      if (groups < mostGroups) groups *= 4;
      else times *= 4;
      groups = Math.min(groups, mostGroups);
    }
  }
  try {
    const empty = await prepare(nothing, 1);
    await empty(1, launches);
    const alone = await shortest(5, () => empty(1, 1));
    const many = await shortest(5, () => empty(1, launches));
    return {
      flopsPerSecond: (64 * flopsPerThread) / (await perGroup(await prepare(arithmetic, 1))),
      bytesPerSecond: (64 * 32) / (await perGroup(await prepare(copying, 2))),
      secondsPerLaunch: Math.max(0, many - alone) / (launches - 1),
    };
  } finally {
    device.destroy();
  }
}
