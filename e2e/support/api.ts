// Calls of the REST API, as third-party software would make them.
import { expect } from '@playwright/test';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { randomUUID } from 'node:crypto';

type Options = { token?: string; headers?: Record<string, string> };

export class Api {
  constructor(private readonly request: APIRequestContext) {}

  get<T = any>(path: string, options: Options = {}): Promise<T> {
    return this.call<T>('GET', path, undefined, options);
  }

  /** Each call is a new act, so each has an idempotency key of its own; pass one in `headers` to retry an act. */
  post<T = any>(path: string, body: unknown = {}, options: Options = {}): Promise<T> {
    return this.call<T>('POST', path, body, options);
  }

  put<T = any>(path: string, body: unknown, options: Options = {}): Promise<T> {
    return this.call<T>('PUT', path, body, options);
  }

  /** The reply itself, whatever its status. */
  async send(method: string, path: string, body?: unknown, { token, headers }: Options = {}): Promise<APIResponse> {
    return this.request.fetch(path, {
      method,
      data: body,
      headers: {
        Accept: 'application/json',
        ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
    });
  }

  private async call<T>(method: string, path: string, body: unknown, options: Options): Promise<T> {
    const reply = await this.send(method, path, body, options);
    const text = await reply.text();
    expect(reply.ok(), `${method} ${path} answered ${reply.status()}: ${text}`).toBeTruthy();
    return (text ? JSON.parse(text) : undefined) as T;
  }
}
