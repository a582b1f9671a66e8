/** WebAssembly's limits on one core, by a module of three functions that is assembled here. */
import { shortest, type Limits } from './limits.ts';

/** One activation of the large nets, 512 x 128 floats: what a layer reads and writes. */
const blockBytes = 512 * 128 * 4;
/** Independent sums in registers: enough to hide the latency of a multiply and an add. */
const chains = 12;
const unrolled = 4;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
}
const signed = (value: number): number[] => {
  const bytes: number[] = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    if ((value === 0 && !(byte & 0x40)) || (value === -1 && byte & 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
};
const sized = (bytes: number[]) => [...unsigned(bytes.length), ...bytes];
const list = (items: number[][]) => [...unsigned(items.length), ...items.flat()];
const section = (id: number, bytes: number[]) => [id, ...sized(bytes)];
const text = (name: string) => sized([...new TextEncoder().encode(name)]);

const i32 = 0x7f;
const f32 = 0x7d;
const v128 = 0x7b;
const end = 0x0b;
const get = (local: number) => [0x20, ...unsigned(local)];
const set = (local: number) => [0x21, ...unsigned(local)];
const constant = (value: number) => [0x41, ...signed(value)];
const vector = (value: number) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), 0xfd, 0x13];
const add = [0xfd, 0xe4, 0x01];
const multiply = [0xfd, 0xe6, 0x01];
const relaxedMultiplyAdd = [0xfd, 0x85, 0x02];
const firstLane = [0xfd, 0x1f, 0x00];
/** A loop that counts local 0 down to zero. */
const countdown = (body: number[]) => [0x03, 0x40, ...body, ...get(0), ...constant(1), 0x6b, 0x22, 0, 0x0d, 0, end];

function multiplyAdds(relaxed: boolean): number[] {
  const sum = (k: number) => 1 + k;
  const [factor, shift] = [1 + chains, 2 + chains];
  const start = Array.from({ length: chains }, (_, k) => [...vector(0.1 * (k + 1)), ...set(sum(k))]).flat();
  const one = (k: number) =>
    relaxed
      ? [...get(sum(k)), ...get(factor), ...get(shift), ...relaxedMultiplyAdd, ...set(sum(k))]
      : [...get(sum(k)), ...get(factor), ...multiply, ...get(shift), ...add, ...set(sum(k))];
  const round = Array.from({ length: chains }, (_, k) => one(k)).flat();
  const body = Array.from({ length: unrolled }, () => round).flat();
  const total = Array.from({ length: chains - 1 }, (_, k) => [...get(sum(k + 1)), ...add]).flat();
  return sized([
    ...list([[...unsigned(chains + 2), v128]]),
    ...start,
    ...vector(0.999),
    ...set(factor),
    ...vector(0.001),
    ...set(shift),
    ...countdown(body),
    ...get(sum(0)),
    ...total,
    ...firstLane,
    end,
  ]);
}

interface Kernels {
  multiplyAdds(rounds: number): number;
  copy(rounds: number): void;
  nothing(): void;
}

function assemble(relaxed: boolean): Kernels {
  const copy = [...constant(0), ...constant(blockBytes), ...constant(blockBytes), 0xfc, 0x0a, 0, 0];
  const bytes = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[0x60, 1, i32, 1, f32], [0x60, 1, i32, 0], [0x60, 0, 0]])), // prettier-ignore
    ...section(3, list([[0], [1], [2]])),
    ...section(5, list([[0, ...unsigned((2 * blockBytes) / 65536)]])),
    ...section(7, list(['multiplyAdds', 'copy', 'nothing'].map((name, i) => [...text(name), 0, i]))),
    ...section(10, list([multiplyAdds(relaxed), sized([0, ...countdown(copy), end]), sized([0, end])])),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Kernels;
}

async function flopsPerSecond(relaxed: boolean): Promise<number> {
  try {
    const { multiplyAdds } = assemble(relaxed);
    const rounds = 100_000;
    multiplyAdds(rounds);
    const seconds = await shortest(12, () => void multiplyAdds(rounds));
    return (rounds * unrolled * chains * 4 * 2) / seconds;
  } catch {
    return 0; // relaxed SIMD is not everywhere
  }
}

export async function wasmLimits(): Promise<Limits> {
  const { copy, nothing } = assemble(false);
  const copies = 400;
  copy(copies);
  const copying = await shortest(12, () => copy(copies));
  const calls = 400_000;
  const calling = await shortest(12, () => {
    for (let i = 0; i < calls; i++) nothing();
  });
  return {
    flopsPerSecond: Math.max(await flopsPerSecond(false), await flopsPerSecond(true)),
    bytesPerSecond: (copies * 2 * blockBytes) / copying,
    secondsPerLaunch: calling / calls,
  };
}
