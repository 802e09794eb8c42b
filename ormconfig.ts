import "reflect-metadata";
import { DataSource } from "typeorm";
import { schemaParts } from "./src/entities";
import { readConfig } from "./src/core/config";
import { dataSourceOptions } from "./src/core/database/data-source";

/** The data source of TypeORM's command line: `npx typeorm migration:show -d ormconfig.ts` and its like. */
export default new DataSource(dataSourceOptions(readConfig().database, schemaParts));
