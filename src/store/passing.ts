/** A sentence for the operator about what may pass without their doing: a service that is started again later may start. */
export class Passing extends Error {}
