/** Writes the body of one WebAssembly function: loops over addresses, and arithmetic on vectors of four floats. */
import { float32, i32, signed, unsigned, v128, type WasmFunction } from './encoding.ts';

/** The number of a local variable: an i32 or a vector, as it was declared. */
export type Local = number;

/** Where a load or store goes: an address known now, or one in a local, plus an offset known now. */
export interface Address {
  base: Local | null;
  offset: number;
}

/** Opcodes behind the 0xfd prefix. */
export const simd = {
  eq: 0x41,
  ne: 0x42,
  lt: 0x43,
  gt: 0x44,
  le: 0x45,
  ge: 0x46,
  and: 0x4e,
  andnot: 0x4f,
  or: 0x50,
  xor: 0x51,
  intAdd: 0xae,
  intSub: 0xb1,
  abs: 0xe0,
  neg: 0xe1,
  sqrt: 0xe3,
  add: 0xe4,
  sub: 0xe5,
  mul: 0xe6,
  div: 0xe7,
  min: 0xe8,
  max: 0xe9,
  /** One instruction where min and max take several; a NaN on the left stays. */
  pmin: 0xea,
  pmax: 0xeb,
  fromInt: 0xfa,
} as const;
export type SimdName = keyof typeof simd;

const relaxedMadd = 0x105;

export class Body {
  private readonly code: number[] = [];
  /** Runs first: constants are made once, outside every loop. */
  private readonly prologue: number[] = [];
  private readonly types: number[] = [];
  private readonly constants = new Map<string, Local>();
  readonly parameters: number;
  /** Whether products and sums may be contracted: a multiply-add of one instruction where the machine has it. */
  readonly fused: boolean;

  constructor(parameters: number, fused: boolean) {
    this.parameters = parameters;
    this.fused = fused;
  }

  private newLocal(type: number): Local {
    this.types.push(type);
    return this.parameters + this.types.length - 1;
  }
  integer(): Local {
    return this.newLocal(i32);
  }
  vector(): Local {
    return this.newLocal(v128);
  }
  emit(...bytes: number[]): void {
    for (const byte of bytes) this.code.push(byte);
  }
  get(local: Local): void {
    this.emit(0x20, ...unsigned(local));
  }
  set(local: Local): void {
    this.emit(0x21, ...unsigned(local));
  }
  int(n: number): void {
    this.emit(0x41, ...signed(n));
  }
  private instruction(opcode: number, ...immediates: number[]): void {
    this.emit(0xfd, ...unsigned(opcode), ...immediates);
  }

  /** `local += n` */
  advance(local: Local, n: number): void {
    this.get(local);
    this.int(n);
    this.emit(0x6a);
    this.set(local);
  }
  /** `local += other` */
  add(local: Local, other: Local): void {
    this.get(local);
    this.get(other);
    this.emit(0x6a);
    this.set(local);
  }
  /** `local = n` */
  assign(local: Local, n: number): void {
    this.int(n);
    this.set(local);
  }
  /** `local = source + n` */
  copy(local: Local, source: Local, n = 0): void {
    this.get(source);
    if (n !== 0) {
      this.int(n);
      this.emit(0x6a);
    }
    this.set(local);
  }

  /** `local *= n` */
  scale(local: Local, n: number): void {
    this.get(local);
    this.int(n);
    this.emit(0x6c);
    this.set(local);
  }
  /** `local` held inside 0 .. `last`; a negative number counts as a large one. */
  clamp(local: Local, last: number): void {
    this.get(local);
    this.int(last);
    this.get(local);
    this.int(last);
    this.emit(0x49, 0x1b); // unsigned less than: keep it
    this.set(local);
  }

  /** Counts `index` from `from` in steps up to `limit`, all known now; `from < limit` runs at least once. */
  count(index: Local, from: number, limit: number, step: number, content: () => void): void {
    if (from >= limit) return;
    this.assign(index, from);
    this.emit(0x03, 0x40);
    content();
    this.get(index);
    this.int(step);
    this.emit(0x6a, 0x22, ...unsigned(index));
    this.int(limit);
    this.emit(0x49, 0x0d, 0, 0x0b); // unsigned less than: again
  }
  /** The same, `times` over, where nobody reads the index. */
  repeat(times: number, content: () => void): void {
    if (times === 1) content();
    else this.count(this.integer(), 0, times, 1, content);
  }

  /** Puts the address of `base + index` on the stack; the offset goes into the instruction. */
  private address({ base, offset }: Address, index: Local | null): number[] {
    if (base !== null) this.get(base);
    if (index !== null) this.get(index);
    if (base !== null && index !== null) this.emit(0x6a);
    if (base === null && index === null) this.int(0);
    return [2, ...unsigned(offset)];
  }
  private loaded(opcode: number, at: Address, index: Local | null): Local {
    const result = this.vector();
    this.instruction(opcode, ...this.address(at, index));
    this.set(result);
    return result;
  }
  /** Four floats; or one, with zeros beside it. */
  load(at: Address, index: Local | null = null, lanes: 1 | 4 = 4): Local {
    return this.loaded(lanes === 4 ? 0x00 : 0x5c, at, index);
  }
  /** One float, four times. */
  loadSplat(at: Address, index: Local | null = null): Local {
    return this.loaded(0x09, at, index);
  }
  /** One float into lane `lane` of `vector`. */
  loadLane(vector: Local, lane: number, at: Address, index: Local | null = null): void {
    const memory = this.address(at, index);
    this.get(vector);
    this.instruction(0x56, ...memory, lane);
    this.set(vector);
  }
  store(value: Local, at: Address, index: Local | null = null, lanes: 1 | 4 = 4): void {
    const memory = this.address(at, index);
    this.get(value);
    if (lanes === 4) this.instruction(0x0b, ...memory);
    else this.instruction(0x5a, ...memory, 0);
  }
  storeLane(value: Local, lane: number, at: Address, index: Local | null = null): void {
    const memory = this.address(at, index);
    this.get(value);
    this.instruction(0x5a, ...memory, lane);
  }
  /** `local = the integer in memory` */
  loadInteger(local: Local, at: Address, index: Local | null = null): void {
    const memory = this.address(at, index);
    this.emit(0x28, ...memory);
    this.set(local);
  }

  /** One number in all four lanes. */
  constant(x: number): Local {
    return this.lanes([x, x, x, x]);
  }
  lanes(values: readonly number[]): Local {
    return this.bits(values.flatMap(float32));
  }
  /** An integer in all four lanes. */
  integers(n: number): Local {
    return this.bits([0, 1, 2, 3].flatMap(() => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >> 24) & 255]));
  }
  private bits(bytes: readonly number[]): Local {
    const key = bytes.join();
    let local = this.constants.get(key);
    if (local === undefined) {
      local = this.vector();
      this.constants.set(key, local);
      this.prologue.push(0xfd, 0x0c, ...bytes, 0x21, ...unsigned(local));
    }
    return local;
  }

  /** A vector instruction on one or two vectors. */
  op(name: SimdName, ...operands: Local[]): Local {
    for (const operand of operands) this.get(operand);
    const result = this.vector();
    this.instruction(simd[name]);
    this.set(result);
    return result;
  }
  /** Shifts integers left by `n > 0` bits, right (with the sign) by `-n`. */
  shift(a: Local, n: number): Local {
    this.get(a);
    this.int(Math.abs(n));
    const result = this.vector();
    this.instruction(n > 0 ? 0xab : 0xac);
    this.set(result);
    return result;
  }
  /** Where the mask's bits are set, `yes`; elsewhere `no`. */
  select(mask: Local, yes: Local, no: Local): Local {
    for (const operand of [yes, no, mask]) this.get(operand);
    const result = this.vector();
    this.instruction(0x52);
    this.set(result);
    return result;
  }
  /** `target = a * b + target`, contracted where allowed. */
  multiplyAdd(target: Local, a: Local, b: Local): void {
    if (this.fused) {
      for (const operand of [a, b, target]) this.get(operand);
      this.instruction(relaxedMadd);
    } else {
      this.get(target);
      this.get(a);
      this.get(b);
      this.instruction(simd.mul);
      this.instruction(simd.add);
    }
    this.set(target);
  }
  /** `target = value` for vectors. */
  move(target: Local, value: Local): void {
    this.get(value);
    this.set(target);
  }
  /** The sum or the greatest of the four lanes, in every lane. */
  acrossLanes(name: 'add' | 'max', a: Local): Local {
    const swapped = (x: Local, order: readonly number[]) => {
      this.get(x);
      this.get(x);
      const result = this.vector();
      this.instruction(0x0d, ...order.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]));
      this.set(result);
      return result;
    };
    const pairs = this.op(name, a, swapped(a, [2, 3, 0, 1]));
    return this.op(name, pairs, swapped(pairs, [1, 0, 3, 2]));
  }
  /** Sets `bytes` bytes from `local` on to zero. */
  clear(local: Local, bytes: number): void {
    this.get(local);
    this.int(0);
    this.int(bytes);
    this.emit(0xfc, 0x0b, 0);
  }
  /** Calls function number `index` with what is on the stack. */
  call(index: number): void {
    this.emit(0x10, ...unsigned(index));
  }

  finish(): WasmFunction {
    const locals = this.types.flatMap((type) => [1, type]);
    return {
      parameters: this.parameters,
      body: [...unsigned(this.types.length), ...locals, ...this.prologue, ...this.code],
    };
  }
}
