import type { DatasetName, OwnDatasetName } from '../data/index.ts';
import type { MetricName } from '../metrics/index.ts';
import { defaultConfig, type Config } from './config.ts';

/** What a run should reach: a chapter's claim, which a test checks. */
export interface Expectation {
  model: string;
  metric: MetricName;
  atLeast: number;
  afterSteps: number;
}

/** The numbers of one demo or table. Plain data: the page, the command line and the tests share it. */
export interface Experiment {
  name: string;
  title: string;
  data: DatasetName | OwnDatasetName;
  /** Models it trains, in the order they are shown. */
  models: readonly string[];
  /** What differs from `defaultConfig`, each number with its reason. */
  config: Partial<Config>;
  expect: Expectation[];
}

/** The whole configuration of an experiment with a reader's changes on top. */
export const resolveConfig = (experiment: Experiment, changes: Partial<Config> = {}): Config => ({
  ...defaultConfig,
  ...experiment.config,
  data: experiment.data,
  ...changes,
});

/** The race on a data set: both families, the same data, the same budget of parameters. */
export const race = (
  data: DatasetName | OwnDatasetName,
  title: string,
  config: Partial<Config> = {},
  expect: Expectation[] = [],
): Experiment => ({
  name: data,
  title,
  data,
  models: ['gan', 'ddpm'],
  config,
  expect,
});
