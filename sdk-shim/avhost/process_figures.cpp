#include "process_figures.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <sys/resource.h>
#include <unistd.h>

namespace avhost {
namespace {

std::size_t entries_of(const char* folder, std::error_code& problem) {
    const std::filesystem::directory_iterator entries{folder, problem};
    return problem ? 0 : static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

} // namespace

std::optional<ProcessFigures> process_figures() {
    ProcessFigures figures;
    std::ifstream sizes{"/proc/self/statm"};
    std::size_t total = 0;
    std::size_t resident = 0; // pages
    std::error_code problem;
    if (!(sizes >> total >> resident)) {
        return std::nullopt;
    }
    sizes.close();
    figures.resident_bytes = resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t files = entries_of("/proc/self/fd", problem);
    figures.open_files = files > 0 ? files - 1 : 0; // without the one for looking
    figures.threads = entries_of("/proc/self/task", problem);
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    figures.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    return figures;
}

} // namespace avhost
