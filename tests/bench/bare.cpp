// The floor of `module list`: a program that links what wowhost links and does nothing. Its libraries are loaded and
// relocated all the same, since none is dropped as unneeded.
int main() { return 0; }
