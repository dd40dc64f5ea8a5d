/** How a feature is distributed in the pairs, against all traffic. */
export interface PopulationFeature {
  readonly feature: string;
  readonly kind: 'number' | 'label';
  readonly pairs: number;
  readonly population: number;
  /** Population stability index less what noise alone adds, >= 0. Null when it was not tested. */
  readonly index: number | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  /** Proven, and large enough to matter: what is found of the pairs need not hold for all traffic. */
  readonly isUnrepresentative: boolean;
  readonly sentence: string;
}
