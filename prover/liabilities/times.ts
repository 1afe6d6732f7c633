/**
 * How far the times of accounts and prices may be apart, in seconds; as PublicationRules has it. Among prices of a day a venue could choose
 * those at which nobody was under water.
 */
export const MOST_SECONDS_APART = 3_600;

export const areNear = (accountsAsOf: number, marketAsOf: number): boolean =>
  Math.abs(accountsAsOf - marketAsOf) <= MOST_SECONDS_APART;
