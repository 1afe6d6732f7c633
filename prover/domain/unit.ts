/** A bigint that carries its unit in the type, so that a price cannot be passed for a quantity. */
export type Unit<Name extends string> = bigint & { readonly __unit: Name };
