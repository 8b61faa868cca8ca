#include "faults.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sim {

std::optional<FaultKind> fault_kind_from(const std::string& name) {
    static const std::array<std::pair<const char*, FaultKind>, 14> names{{
        {"status", FaultKind::status},
        {"garbage", FaultKind::garbage},
        {"truncate", FaultKind::truncate},
        {"cut", FaultKind::cut},
        {"stall", FaultKind::stall},
        {"trickle", FaultKind::trickle},
        {"surplus", FaultKind::surplus},
        {"chunked", FaultKind::chunked},
        {"chunked_cut", FaultKind::chunked_cut},
        {"close", FaultKind::close},
        {"huge_header", FaultKind::huge_header},
        {"huge_body", FaultKind::huge_body},
        {"empty_200", FaultKind::empty_200},
        {"gzip", FaultKind::gzip},
    }};
    for (const auto& [known, kind] : names)
        if (name == known)
            return kind;
    return std::nullopt;
}

bool replaces_answer(FaultKind kind) {
    switch (kind) {
    case FaultKind::status:
    case FaultKind::garbage:
    case FaultKind::cut:
    case FaultKind::stall:
    case FaultKind::huge_body:
    case FaultKind::empty_200:
        return true;
    default:
        return false;
    }
}

std::int64_t Faults::add(Fault fault) {
    fault.id = ++last_id_;
    faults_.push_back(std::move(fault));
    return last_id_;
}

std::optional<Fault> Faults::take(const std::string& method, const std::string& path) {
    const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
        return (fault.method.empty() || fault.method == method) && path.rfind(fault.path, 0) == 0;
    });
    if (found == faults_.end())
        return std::nullopt;
    Fault taken = *found;
    if (found->times > 0 && --found->times == 0)
        faults_.erase(found);
    return taken;
}

} // namespace sim
