// The digests of the traces that are committed beside this file: what the session did when they were recorded.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace contract {

// By seed; nothing where there is no file. The others throw std::runtime_error where they cannot write.
std::map<std::uint64_t, std::string> recorded_traces();
void record_traces(const std::map<std::uint64_t, std::string>& digests);

// INTERLEAVING_TRACES: the folder that the text of each trace goes to, as NAME.txt; nothing is written where it
// is not set.
void keep_trace(const std::string& name, const std::function<std::string()>& text);

} // namespace contract
