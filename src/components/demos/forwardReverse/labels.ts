/** What the two bar charts show. */
export const lossLabel = 'Noise loss at t; dashed: its floor';
export const boundLabel = 'Term of the bound at t, nats';
