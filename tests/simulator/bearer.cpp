#include "bearer.hpp"

namespace sim {

std::string bearer_token(const HttpRequest& request) {
    const std::string header = request.header("Authorization").value_or("");
    const std::string scheme = "Bearer ";
    return header.rfind(scheme, 0) == 0 ? header.substr(scheme.size()) : std::string();
}

} // namespace sim
