// Which file a request names: rules on text alone, no file system.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace avhost::panel {

// The file below a folder that the target of a request names, such as "lobby/index.html" for "/lobby/?x=1";
// always relative, never with an empty segment and never with one that begins with a dot. Nothing for a
// target that is not served: without a leading slash, longer than 1024 bytes, wrongly percent-encoded, or
// with a control character, a backslash or an encoded slash in it.
std::optional<std::string> page_path(std::string_view target);

// By the ending of the name; application/octet-stream for one that is not known.
std::string_view content_type(std::string_view path);

} // namespace avhost::panel
