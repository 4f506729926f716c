// Mixes, traces and orders as JSON, for the engines' own processes.
#pragma once

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "models/vocabulary/row.hpp"
#include "models/vocabulary/trace.hpp"
#include "models/vocabulary/weakening.hpp"

namespace turnstile {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Mix, threads, rounds, readers)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Step, thread, operation, variable, truth, read, written, newest, order, file, line,
                                   section, text, reads_from, position, waits, blocked, times, repeated, races, ended,
                                   read_as, written_as, newest_as)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WrittenOrder, file, line, column, operation, order)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Weakening, written, weaker)

// The client that the JSON has the name of.
inline const ClientRow* client_in(const nlohmann::json& json, FindClient find_client) {
  const std::string name = json.at("client").get<std::string>();
  const ClientRow* const client = find_client(name);
  if (client == nullptr) throw std::runtime_error("there is no client " + name);
  return client;
}

}  // namespace turnstile
