/** How a sandbox behaves; what is left out has the default that stands with it. */
export interface SandboxSettings {
  /** A loopback address; 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free port; 9101. */
  readonly port?: number;
  /** Tokens; 100. 0 is as fast as possible. */
  readonly tokensPerSecond?: number;
  /** Milliseconds to the first token, without pictures and at 4 megapixels; 400 and 800. */
  readonly firstTokenMs?: { readonly min: number; readonly max: number };
}

export type SettledSettings = Required<SandboxSettings>;

export function settleSettings(settings: SandboxSettings): SettledSettings {
  return {
    host: settings.host ?? "127.0.0.1",
    port: settings.port ?? 9101,
    tokensPerSecond: settings.tokensPerSecond ?? 100,
    firstTokenMs: settings.firstTokenMs ?? { min: 400, max: 800 },
  };
}

/** Milliseconds until the first token: a model looks longer at a larger picture. */
export function firstTokenDelay({ firstTokenMs }: SettledSettings, pixels: number): number {
  const { min, max } = firstTokenMs;
  return min + (max - min) * Math.min(1, pixels / 4_000_000);
}
