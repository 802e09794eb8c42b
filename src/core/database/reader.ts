import type {
  EntityManager,
  EntityTarget,
  FindManyOptions,
  FindOneOptions,
  FindOptionsWhere,
  ObjectLiteral,
  SelectQueryBuilder,
} from "typeorm";
import { namedSql, type SqlValues } from "./named-sql";

/** The kind of store behind a handle; SQL that differs asks it. */
export type StoreKind = "sqlite" | "postgres";

/** Reads the store. A handle dies with the work it was given to: using it afterwards throws. */
export class Reader {
  #isEnded = false;

  constructor(
    private readonly entityManager: EntityManager,
    readonly kind: StoreKind,
  ) {}

  /** The entity manager while the handle lives. */
  protected get manager(): EntityManager {
    this.refuseEnded();
    return this.entityManager;
  }

  /** @throws Error after the end of the handle. */
  protected refuseEnded(): void {
    if (this.#isEnded) throw new Error("This handle has ended: a promise of the unit was not awaited.");
  }

  /** Ends the handle; only the store calls it. */
  end(): void {
    this.#isEnded = true;
  }

  find<E extends ObjectLiteral>(entity: EntityTarget<E>, options: FindManyOptions<E>): Promise<E[]> {
    return this.manager.find(entity, options);
  }

  findOne<E extends ObjectLiteral>(entity: EntityTarget<E>, options: FindOneOptions<E>): Promise<E | null> {
    return this.manager.findOne(entity, options);
  }

  count<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    where: FindOptionsWhere<E> | FindOptionsWhere<E>[],
  ): Promise<number> {
    return this.manager.countBy(entity, where);
  }

  exists<E extends ObjectLiteral>(entity: EntityTarget<E>, where: FindOptionsWhere<E>): Promise<boolean> {
    return this.manager.existsBy(entity, where);
  }

  /** A query builder for reading; give values by name (`:name`). */
  select<E extends ObjectLiteral>(entity: EntityTarget<E>, alias: string): SelectQueryBuilder<E> {
    return this.manager.createQueryBuilder(entity, alias);
  }

  /** The rows of a SELECT with values by name. Counts come as text on Postgres: wrap them in Number. */
  async rows<T>(sql: string, values: SqlValues = {}): Promise<T[]> {
    const { text, parameters } = namedSql(sql, values, this.kind);
    return this.manager.query<T[]>(text, parameters);
  }
}
