import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModels } from "../admin/load-catalogue.ts";
import { listNameOf, loadPriceFile, loadPrices } from "../admin/load-prices.ts";
import { type OpenPriceBook, openPriceBook } from "../admin/open-price-book.ts";
import { type Catalogue, createCatalogue, replaceModels } from "../core/catalogue/catalogue.ts";
import type { Model, Route } from "../core/catalogue/model.ts";
import { readModel } from "../core/catalogue/read-model.ts";
import { isRecord } from "../core/is-record.ts";
import { ownList, retiredList } from "../core/pricing/lists.ts";
import type { PriceVersion } from "../core/pricing/price.ts";
import { readPrice } from "../core/pricing/read-price.ts";
import { WrongSetting } from "../core/settings/setting.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { PriceArchive } from "../ports/store.ts";

/** What is sold and for how much. */
export interface Trade {
  readonly catalogue: Catalogue;
  readonly prices: OpenPriceBook;
  readonly priceList: string;
}

const data = fileURLToPath(new URL("../../data/", import.meta.url));

/** Loads catalogue and prices: what ships, what farebox.yaml adds, what was published before. */
export async function loadTrade(
  settings: Settings,
  archive: PriceArchive,
  now: number,
): Promise<Trade> {
  const shipped = createCatalogue(loadModels(resolve(data, "models")));
  const added = settings.models.map((entry, index) => {
    const given = { name: `models[${index}]`, value: entry };
    refuseUnknownRoutes(entry, index, settings);
    const id = isRecord(entry) && typeof entry["id"] === "string" ? entry["id"] : "";
    return readModel(given, shipped.find(id));
  });
  const models = replaceModels(shipped.models, added).map((model) => withSandbox(model, settings));
  const versions = loadPrices(resolve(data, "prices"));
  const own = await publishedVersions(settings, archive, now);
  const list = loadList(settings);
  return {
    catalogue: createCatalogue(models),
    // Of two that begin at one instant the later is in force: what was published wins.
    prices: openPriceBook([...versions, ...list.versions, ...own]),
    priceList: list.name,
  };
}

/** A route to a provider that is not configured would be a model that never answers. */
function refuseUnknownRoutes(entry: unknown, index: number, settings: Settings): void {
  const routes = isRecord(entry) && Array.isArray(entry["routes"]) ? entry["routes"] : [];
  const names = settings.providers.map((one) => one.name);
  const known = settings.sandbox ? [...names, "sandbox"] : names;
  for (const [at, route] of routes.entries()) {
    const provider: unknown = isRecord(route) ? route["provider"] : undefined;
    if (known.some((name) => name === provider)) continue;
    const allowed = known.length === 0 ? "a name of providers" : known.join(", ");
    throw new WrongSetting(`models[${index}].routes[${at}].provider`, provider, allowed);
  }
}

/** Models that no configured provider serves are served by the sandbox, where there is one. */
function withSandbox(model: Model, settings: Settings): Model {
  const configured = new Set(settings.providers.map((one) => one.name));
  if (!settings.sandbox || model.routes.some((route) => configured.has(route.provider))) {
    return model;
  }
  const route: Route = {
    provider: "sandbox",
    model: model.id,
    vision: model.sandbox?.vision ?? null,
    // Whatever it plays, the sandbox counts text in this vocabulary.
    text: model.sandbox?.text ?? "o200k_base",
    contextWindow: null,
    streams: true,
    // The sandbox relays whatever it counts.
    hiddenOutput: false,
  };
  return { ...model, routes: [...model.routes, route] };
}

/**
 * What was published before, by farebox.yaml or by the admin API. A price of farebox.yaml that
 * changed is a new version, in force from now on.
 */
async function publishedVersions(
  settings: Settings,
  archive: PriceArchive,
  now: number,
): Promise<readonly PriceVersion[]> {
  const archived = await archive.all();
  const configured = readOwn(settings, now);
  const fresh = configured.filter((version) => {
    const last = archived.findLast((one) => one.list === ownList && one.model === version.model);
    return last === undefined || !samePrice(last, version);
  });
  for (const version of fresh) await archive.publish(version);

  const models = new Set(configured.map((version) => version.model));
  // What is configured no longer is kept for old records, and prices nothing any more.
  const known = archived.map((one) =>
    one.list !== ownList || models.has(one.model) ? one : { ...one, list: retiredList },
  );
  return [...known, ...fresh];
}

function readOwn(settings: Settings, now: number): readonly PriceVersion[] {
  return settings.models.flatMap((entry, index): PriceVersion[] => {
    if (!isRecord(entry) || entry["price"] === undefined) return [];
    const model = String(entry["id"]);
    return [
      {
        id: `${ownList}:${model}:${new Date(now).toISOString()}`,
        list: ownList,
        model,
        effectiveFrom: now,
        price: readPrice({ name: `models[${index}].price`, value: entry["price"] }),
        source: "farebox.yaml",
        confidence: "own",
      },
    ];
  });
}

function samePrice(one: PriceVersion, other: PriceVersion): boolean {
  const rates = ({ price }: PriceVersion): string =>
    [...Object.entries(price.input), ...Object.entries(price.output)].join(" ");
  return rates(one) === rates(other);
}

function loadList(settings: Settings): {
  readonly name: string;
  readonly versions: readonly PriceVersion[];
} {
  const { priceList } = settings;
  if (priceList === "flat" || priceList === "provider") return { name: priceList, versions: [] };
  if (!existsSync(priceList)) {
    throw new WrongSetting("price_list", priceList, "flat, provider, or the path of a price file");
  }
  const name = listNameOf(priceList);
  if (["flat", "provider", ownList].includes(name)) {
    throw new WrongSetting("price_list", priceList, `a file not named ${name}: that is built in`);
  }
  return { name, versions: loadPriceFile(priceList) };
}
