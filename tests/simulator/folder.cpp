#include "folder.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace sim {

namespace fs = std::filesystem;

Folder::Folder(const std::string& name)
    : temporary_(name.empty()) {
    std::error_code error;
    if (temporary_) {
        std::string pattern = (fs::temp_directory_path() / "spotify-simulator-XXXXXX").string();
        if (!mkdtemp(pattern.data()))
            throw std::runtime_error("cannot make a temporary folder like " + pattern);
        path_ = pattern;
    } else {
        path_ = fs::absolute(name);
        fs::create_directories(path_, error);
        if (!fs::is_directory(path_))
            throw std::runtime_error("option --dir: cannot make the folder " + path_.string());
    }
}

Folder::~Folder() {
    std::error_code ignored;
    if (temporary_)
        fs::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& file, const std::string& contents) const {
    const fs::path target = path_ / file;
    const fs::path unfinished = path_ / (file + ".new");
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    out << contents;
    out.close();
    std::error_code error;
    fs::rename(unfinished, target, error);
    if (!out || error)
        throw std::runtime_error("cannot write " + target.string());
    return target.string();
}

} // namespace sim
