/** What is to be seen now, in a plain sentence or two. Pure: numbers in, words out. */
export interface Scene {
  t: number;
  T: number;
  alphaBar: number;
  /** Mean posterior probability of the cluster that each point came from; chance level is 1 / clusters. */
  memory: number;
  clusters: number;
  /** Who leads the points back. */
  led: 'exact' | 'net';
  /** Training: steps so far, recent loss over its floor, and where half of the excess lies. Null before it. */
  training: { step: number; overFloor: number; excessBelow: number | null; excessNats: number | null } | null;
}

function forwardSentence({ t, T, alphaBar, memory, clusters }: Scene): string {
  if (t === 0) return 'At t = 0 nothing is lost: these are the data.';
  if (t === T)
    return `At t = T nothing is left of the data but ${percent(Math.sqrt(alphaBar))} of their size: this is noise.`;
  const chance = 1 / clusters;
  const at = `At t = ${t} the data are shrunk to ${percent(Math.sqrt(alphaBar))}`;
  if (memory > 0.98) return `${at}, and every point still shows which cluster it came from.`;
  if (memory < chance + 0.05)
    return `${at}, and the memory of the cluster is gone: the best guess is right with probability ${memory.toFixed(2)}, chance is ${chance.toFixed(2)}.`;
  return `${at}, and the best guess names a point’s own cluster with probability ${memory.toFixed(2)}.`;
}

function trainingSentence({ training, led }: Scene): string {
  if (!training || training.step === 0)
    return led === 'exact' ? 'On the way back the exact ε* leads the points.' : 'The net has learned nothing yet.';
  const { overFloor, excessBelow, excessNats } = training;
  if (!Number.isFinite(overFloor)) return '';
  const loss = `The net’s loss is ${overFloor.toFixed(2)} times its floor`;
  if (excessBelow === null || excessNats === null) return `${loss}.`;
  if (overFloor > 1.25) return `${loss}; half of what it could still learn lies at t ≤ ${excessBelow}.`;
  return `${loss}; what it lacks costs ${excessNats.toFixed(2)} nats of the bound, half of them at t ≤ ${excessBelow}.`;
}

export const narrate = (scene: Scene): string =>
  [forwardSentence(scene), trainingSentence(scene)].filter(Boolean).join(' ');

/** 71 %, 0.9 %. */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(1)} %`;
}
