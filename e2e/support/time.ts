// The sandbox's clock, so that a journey can wait fifteen minutes or three months.
import type { Api } from './api.ts';

export const minutes = (count: number): number => count * 60;
export const days = (count: number): number => count * 86_400;

/** Moves the service's clock forward; the browser's own clock stays. */
export async function advance(api: Api, seconds: number): Promise<void> {
  await api.post('/sandbox/v1/clock/advance', { seconds });
}
