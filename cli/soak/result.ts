/** What a soak finds on one backend. */
export interface Reading {
  minutes: number;
  step: number;
  tensors: number;
  tensorBytes: number;
  heapBytes: number;
}

export interface SoakResult {
  backend: string;
  adapter: string;
  minutes: number;
  /** Why it ended before its time, if it did. */
  fault: string | null;
  steps: number;
  tensors: { least: number; most: number };
  heapBytesPerMinute: number;
  passed: boolean;
  readings: Reading[];
}
