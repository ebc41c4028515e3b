/* Spotlight and cap fraction for srm-ref verify --command: one JSON object in, one JSON value out. Build with -lm. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 200000

/* Read the numbers of the array or number after "name":, and the length of its first row. */
static int numbers(const char *text, const char *name, double *out, int *row) {
    char key[40];
    int count = 0, depth = 0;
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = strstr(text, key);
    if (!at) return 0;
    for (at += strlen(key), *row = 0; *at; ) {
        if (*at == '[') { depth++; at++; }
        else if (*at == ']') { if (!*row && count) *row = count; at++; if (--depth == 0) break; }
        else if (isdigit((unsigned char)*at) || *at == '-') {
            char *end;
            out[count++] = strtod(at, &end);
            at = end;
            if (depth == 0) break;
        }
        else at++;
    }
    return count;
}

static double dot(const double *x, const double *y, int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) sum += x[k] * y[k];
    return sum;
}

static int spotlight(const char *text) {
    static double x[ROOM], basis[ROOM], planes[ROOM], thetas[ROOM], e1[512], e2[512];
    double epsilon;
    int n, row, one, two;
    int n_samples = numbers(text, "activations", x, &n) / (n ? n : 1);
    numbers(text, "basis", basis, &n);
    numbers(text, "epsilon", &epsilon, &one);
    int n_planes = numbers(text, "planes", planes, &two) / 2, n_angles = numbers(text, "thetas", thetas, &row);
    printf("[");
    for (int k = 0; k < n_planes; k++) {
        const double *a = basis + n * (int)planes[2 * k], *b = basis + n * (int)planes[2 * k + 1];
        double length = sqrt(dot(a, a, n)), along, rest;
        for (int d = 0; d < n; d++) e1[d] = a[d] / length;
        along = dot(b, e1, n);
        for (int d = 0; d < n; d++) e2[d] = b[d] - along * e1[d];
        rest = sqrt(dot(e2, e2, n));
        if (rest < 1e-9 * sqrt(dot(b, b, n))) { fprintf(stderr, "plane %d is none\n", k); return 1; }
        for (int d = 0; d < n; d++) e2[d] /= rest;
        printf(k ? ",[" : "[");
        for (int t = 0; t < n_angles; t++) {
            int count = 0;
            for (int s = 0; s < n_samples; s++) {
                const double *v = x + n * s;
                double size = sqrt(dot(v, v, n));
                double cosine = (cos(thetas[t]) * dot(v, e1, n) + sin(thetas[t]) * dot(v, e2, n)) / size;
                count += size > 0 && cosine >= epsilon;
            }
            printf("%s%.17g", t ? "," : "", (double)count / n_samples);
        }
        printf("]");
    }
    printf("]\n");
    return 0;
}

static double cap_fraction(int n, double e) {
    if (e == 0 || fabs(e) == 1) return (1 - e) / 2;
    if (e < 0) return 1 - cap_fraction(n, -e);
    double a = (n - 1) / 2.0, x = 1 - e * e, term = 1, sum = 1;
    for (int k = 0; term > 1e-17 * sum; k++) sum += term *= (a + 0.5 + k) / (a + 1 + k) * x;
    return 0.5 * exp(a * log(x) + log(e) - lgamma(a) - lgamma(0.5) + lgamma(a + 0.5)) * sum / a;
}

int main(void) {
    static char text[1 << 20];
    double n, e;
    int one;
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    if (strstr(text, "\"function\": \"spotlight\"")) return spotlight(text);
    if (!strstr(text, "\"function\": \"cap_fraction\"")) { printf("null\n"); return 0; }
    numbers(text, "n_dims", &n, &one);
    numbers(text, "epsilon", &e, &one);
    printf("%.17g\n", cap_fraction((int)n, e));
    return 0;
}
