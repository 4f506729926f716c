// Verdicts and the catalogue as JSON.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "models/questions/contract.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::command {

// Schema turnstile.verdicts/1.
std::string verdicts_json(const std::vector<Verdict>& verdicts);

// One of them.
nlohmann::ordered_json verdict_json(const Verdict& verdict);

// Schema turnstile.list/1: every algorithm, its variants, and what is expected of each.
std::string list_json(const std::vector<Stem>& stems);

}  // namespace turnstile::command
