// The bundler turns what is imported here into the style sheet beside the script.
declare module '*.css';
